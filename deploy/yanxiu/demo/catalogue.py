"""The demo's counties, in the order in which they are made and shown."""

from yanxiu.demo.counties import jiyuan, qingan, yuyang
from yanxiu.demo.county import DemoCounty

COUNTIES: tuple[DemoCounty, ...] = (yuyang.COUNTY, jiyuan.COUNTY, qingan.COUNTY)
